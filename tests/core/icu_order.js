// Reads {names, article} as JSON; writes the pairs of neighbours that ICU's French Canadian order would swap.
const names = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const judge = new Intl.Collator("fr-CA", { ignorePunctuation: true, numeric: true });
const swapped = [];
for (let i = 1; i < names.length; i += 1) {
  if (judge.compare(names[i - 1], names[i]) > 0) swapped.push([names[i - 1], names[i]]);
}
process.stdout.write(JSON.stringify({ locale: judge.resolvedOptions().locale, swapped }));
