import type { ReactNode } from "react";

import { Dialog } from "./dialog";

interface DrawerProps {
  title: string;
  size: "small" | "drawer";
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that holds what narrow screens have no room for; loaded when first needed. */
export default function Drawer({ title, size, onClose, children }: DrawerProps) {
  return (
    <Dialog title={title} size={size} onClose={onClose}>
      <div className="drawer-body">{children}</div>
    </Dialog>
  );
}
