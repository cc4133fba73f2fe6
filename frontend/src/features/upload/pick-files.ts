import { sourcesOfInput, type Sources } from "./sources";

/** Let the person choose files, or a whole folder, with the system's own dialog. */
export function pickFiles(kind: "files" | "folder", onPicked: (sources: Sources) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = kind === "folder";
  input.addEventListener("change", () => {
    if (input.files) onPicked(sourcesOfInput(input.files));
  });
  input.click();
}
