let isLeaving = false;

/** Go to the sign-in page, to return to the present place afterwards. */
export function goToSignIn(): void {
  if (isLeaving) return;
  isLeaving = true;
  const here = location.pathname + location.search;
  location.assign(`/account/login/?next=${encodeURIComponent(here)}`);
}
