import { Link } from "@tanstack/react-router";

/** Name and logo of the house, as the page gives them: an administration may have its own. */
const house = {
  name: document.title,
  logo:
    document.querySelector<HTMLMetaElement>('meta[name="house-logo"]')?.content ??
    `${import.meta.env.BASE_URL}icon.svg`,
};

export function Brand() {
  return (
    <Link to="/files" className="brand">
      <img src={house.logo} alt="" />
      {house.name}
    </Link>
  );
}
