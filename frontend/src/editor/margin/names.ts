/** The panel of comments and suggestions. */
export const MARGIN_PANEL = "margin";
