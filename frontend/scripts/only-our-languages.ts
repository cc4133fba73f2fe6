import type { Plugin } from "vite";

const OTHER_LANGUAGE = /[\\/]react-aria[\w-]*[\\/].*[\\/]intl[\\/].*[\\/]?(?!en-US|fr-FR)[a-z]{2}-[A-Z]{2}\.mjs$/;

/** React Aria ships its few words in 34 languages; a page that speaks two need not load the others. */
export function onlyOurLanguages(): Plugin {
  return {
    name: "sovshare-only-our-languages",
    enforce: "pre",
    load(id) {
      return OTHER_LANGUAGE.test(id) ? "export default {};" : null;
    },
  };
}
