import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";

import { useT } from "@/shared/i18n";

import { IconButton } from "./button";
import "./dialog.css";

interface DialogProps {
  title: string;
  size?: "small" | "medium" | "large" | "drawer";
  role?: "dialog" | "alertdialog";
  isDismissable?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialog, open as long as it is rendered. Escape and a click beside it close it. */
export function Dialog({
  title,
  size = "medium",
  role = "dialog",
  isDismissable = true,
  onClose,
  children,
}: DialogProps) {
  const t = useT();
  return (
    <ModalOverlay
      className={`overlay overlay-${size}`}
      isOpen
      isDismissable={isDismissable}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={`modal modal-${size}`}>
        <AriaDialog role={role} className="dialog">
          <div className="dialog-header">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <IconButton label={t("common.close")} icon={X} onPress={onClose} />
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="dialog-body">{children}</div>;
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}
