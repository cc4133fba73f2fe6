import { useLayoutEffect, useState, type RefObject } from "react";

const TILE_MIN_WIDTH = 176;

/** How many tiles fit beside one another; 1 in a list. Follows the width of the element. */
export function useColumnCount(element: RefObject<HTMLElement | null>, view: "list" | "grid"): number {
  const [fitting, setFitting] = useState(4);
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched || view === "list") return undefined;
    const measure = () => setFitting(Math.max(1, Math.floor(watched.clientWidth / TILE_MIN_WIDTH)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, view]);
  return view === "list" ? 1 : fitting;
}
