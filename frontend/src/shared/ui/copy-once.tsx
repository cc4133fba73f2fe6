import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";

import { useT } from "@/shared/i18n";

import { Button } from "./button";
import "./copy-once.css";

/** A secret that is shown this one time, with a button to copy it. */
export function CopyOnce({ label, secret }: { label: string; secret: string }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);

  async function copy() {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // No clipboard (plain HTTP, refused): leave it selected for the person to copy.
      input.current?.focus();
      input.current?.select();
    }
  }

  return (
    <div className="copy-once">
      <input
        ref={input}
        className="input"
        aria-label={label}
        readOnly
        value={secret}
        onFocus={(event) => event.target.select()}
      />
      <Button icon={isCopied ? Check : Copy} tone="primary" onPress={() => void copy()}>
        {isCopied ? t("common.copied") : t("common.copy")}
      </Button>
    </div>
  );
}
