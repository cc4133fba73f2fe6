import { useEffect } from "react";

const HOUSE = document.title;

/** Name the place in the window's title, before the name of the house. */
export function useTitle(place: string | undefined): void {
  useEffect(() => {
    document.title = place ? `${place} – ${HOUSE}` : HOUSE;
  }, [place]);
}
