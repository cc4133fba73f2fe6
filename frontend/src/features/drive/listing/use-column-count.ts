import { useLayoutEffect, useState, type RefObject } from "react";

const TILE_MIN_WIDTH = 208;
/** On a telephone two smaller tiles stand beside one another. */
const NARROW_TILE_MIN_WIDTH = 150;
const NARROW_WIDTH = 480;

/** How many tiles fit beside one another; 1 in a list. Follows the width of the element. */
export function useColumnCount(element: RefObject<HTMLElement | null>, view: "list" | "grid"): number {
  const [fitting, setFitting] = useState(4);
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched || view === "list") return undefined;
    const measure = () => {
      const width = watched.clientWidth;
      const tile = width < NARROW_WIDTH ? NARROW_TILE_MIN_WIDTH : TILE_MIN_WIDTH;
      setFitting(Math.max(1, Math.floor(width / tile)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, view]);
  return view === "list" ? 1 : fitting;
}
