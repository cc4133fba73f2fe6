import type { LucideIcon } from "lucide-react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";

import "./button.css";

type Tone = "plain" | "primary" | "danger" | "quiet";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "style" | "isPending"> {
  tone?: Tone;
  /** What was asked is being done: a second press does nothing, the focus stays. */
  isPending?: boolean;
  className?: string;
  icon?: LucideIcon;
}

export function Button({ tone, className, icon: Icon, isPending = false, children, ...rest }: ButtonProps) {
  const classes = className ?? `button${tone && tone !== "plain" ? ` button-${tone}` : ""}`;
  // React Aria's own pending state announces an element that is gone when a dialog closes.
  const patience = isPending ? { onPress: () => undefined, type: "button" as const } : {};
  return (
    <AriaButton {...rest} {...patience} className={isPending ? `${classes} is-pending` : classes}>
      {(state) => (
        <>
          {Icon && <Icon aria-hidden className="icon" />}
          {typeof children === "function" ? children({ ...state, defaultChildren: null }) : children}
        </>
      )}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, "className" | "style" | "children"> {
  label: string;
  icon: LucideIcon;
  className?: string;
}

/** A button whose icon repeats its name; the name is shown to everyone who hovers or focuses it. */
export function IconButton({ label, icon: Icon, className, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={`icon-button${className ? ` ${className}` : ""}`}
      >
        <Icon aria-hidden className="icon" />
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
