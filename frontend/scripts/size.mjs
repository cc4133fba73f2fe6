/** Prints what the file screens cost to load, and fails above the budget. Run after `npm run build`. */
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const BUDGET_KB = 180;
const ENTRY = "src/app/main.tsx";
/** Loaded at start by every reader, though by a dynamic import: the dictionary of her language. */
const ALSO = ["src/shared/i18n/fr.json"];

const manifest = JSON.parse(readFileSync("dist/manifest.json", "utf8"));

function closure(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    closure(manifest[key].imports ?? [], found);
  }
  return found;
}

function weigh(files) {
  const sizes = [...files].map((file) => {
    const bytes = readFileSync(`dist/${file}`);
    return [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
  });
  return [0, 1, 2].map((column) => sizes.reduce((sum, size) => sum + size[column], 0) / 1000);
}

function print(name, [raw, gzip, brotli]) {
  const numbers = [raw, gzip, brotli].map((kb) => kb.toFixed(1).padStart(8)).join("");
  console.log(name.padEnd(34) + numbers);
}

console.log("kB".padEnd(34) + ["raw", "gzip", "brotli"].map((name) => name.padStart(8)).join(""));
const start = closure([ENTRY, ...ALSO]);
const startFiles = new Set([...start].map((key) => manifest[key].file));
const total = weigh(startFiles);
print("file screens, JavaScript", total);
print("file screens, CSS", weigh(new Set([...start].flatMap((key) => manifest[key].css ?? []))));
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || ALSO.includes(key)) continue;
  const files = [...closure([key])].map((part) => manifest[part].file).filter((file) => !startFiles.has(file));
  print(`+ ${chunk.name}`, weigh(new Set(files.filter((file) => file.endsWith(".js")))));
}
if (total[2] > BUDGET_KB) {
  console.error(`The file screens weigh ${total[2].toFixed(1)} kB compressed with Brotli; the budget is ${BUDGET_KB} kB.`);
  process.exitCode = 1;
}
