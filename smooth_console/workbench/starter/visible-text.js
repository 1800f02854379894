// What a reader sees, without menus and scripts
// tags: page
(document.querySelector("main") ?? document.body).innerText
