// What a reader sees, without menus and scripts
(document.querySelector("main") ?? document.body).innerText
