import { Link } from "@tanstack/react-router";

/** Name and logo of the house: an administration's own, when its theme gives them. */
function read(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

const brand = { name: read("brand-name") || "sovshare", logo: read("brand-logo") };

export function Brand() {
  return (
    <Link to="/files" className="brand">
      {brand.logo ? <img src={brand.logo} alt="" /> : <span aria-hidden className="brand-mark" />}
      {brand.name}
    </Link>
  );
}
