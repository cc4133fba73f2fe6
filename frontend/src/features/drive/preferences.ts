import { PreferenceStore } from "@/shared/ui/store";

export const viewPreference = new PreferenceStore("sovshare.view", ["list", "grid"], "list");

export const detailsPreference = new PreferenceStore("sovshare.details", ["closed", "open"], "closed");
