import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { ComboBox } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";

import { useT } from "@/shared/i18n";

import { meQuery } from "../drive/queries";
import { PrincipalIcon } from "./access-list";
import { directoryQuery, type Principal } from "./queries";

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function fits(principal: Principal, words: string): boolean {
  return plain(`${principal.name} ${principal.about}`).includes(plain(words));
}

interface DirectoryFieldProps {
  onChoose: (principal: Principal | null) => void;
  /** False: people only, oneself among them. */
  isWholeDirectory?: boolean;
  /** Takes the focus when it appears: after someone was added, for the next. */
  hasFocus: boolean;
}

/** Finds a person or a group of the organisation by name or address, while one types. */
export function DirectoryField({ onChoose, isWholeDirectory = true, hasFocus }: DirectoryFieldProps) {
  const t = useT();
  const [words, setWords] = useState("");
  const wanted = useDeferredValue(words.trim());
  const found = useQuery({ ...directoryQuery(wanted), placeholderData: keepPreviousData });
  const me = useQuery(meQuery).data;
  // Answers to fewer letters stay until the next come, but only those that still fit: the one that
  // Enter takes must be the one that was typed.
  const items = (found.data ?? []).filter(
    (principal) =>
      (isWholeDirectory ? principal.id !== me?.id : principal.type === "person") &&
      fits(principal, words.trim()),
  );
  return (
    <ComboBox
      className="directory"
      items={items}
      inputValue={words}
      onInputChange={setWords}
      allowsEmptyCollection
      autoFocus={hasFocus}
      onChange={(key) => {
        const chosen = items.find((principal) => principal.key === key) ?? null;
        onChoose(chosen);
        if (chosen) setWords(chosen.name);
      }}
    >
      <Label className="visually-hidden">{t("share.who")}</Label>
      <Input className="input" placeholder={t("share.who")} />
      <Popover className="popover directory-popover">
        <ListBox
          className="menu"
          renderEmptyState={() => (
            <p className="directory-none">
              {found.isError ? t("share.directory_down") : found.isPending ? t("common.loading") : t("share.nobody_found")}
            </p>
          )}
        >
          {(principal: Principal) => (
            <ListBoxItem id={principal.key} textValue={principal.name} className="menu-item directory-item">
              <PrincipalIcon type={principal.type} />
              <span className="principal-body">
                <Text slot="label">{principal.name}</Text>
                <Text slot="description" className="details-quiet">
                  {principal.about || t("access.group")}
                </Text>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
