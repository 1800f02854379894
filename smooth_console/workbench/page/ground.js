// Which of the values are on the page: 1 there, 0 not there, null not known (the time was over, or the page too large).
const verdicts = [];
const known = new Map();
for (const value of args.values) {
  const key = typeof value + String(value);
  if (!known.has(key)) known.set(key, late() ? null : matcher(value).page() ? 1 : cut ? null : 0);
  verdicts.push(known.get(key));
}
return { url: location.href, title: document.title, verdicts, cut };
