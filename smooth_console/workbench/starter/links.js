// Every link of the page: its text and address
// tags: page
[...document.links].map((link) => ({
  text: link.textContent.trim().replace(/\s+/g, " "),
  url: link.href,
}))
