import { Link } from "@tanstack/react-router";

/** Name and logo of the house, as the page gives them: an administration may have its own. */
const house = {
  name: document.title,
  logo: document.querySelector<HTMLMetaElement>('meta[name="house-logo"]')?.content,
};

export function Brand() {
  return (
    <Link to="/files" className="brand">
      {house.logo ? <img src={house.logo} alt="" /> : <span aria-hidden className="brand-mark" />}
      {house.name}
    </Link>
  );
}
