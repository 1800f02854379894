// What the page keeps in local storage
Object.fromEntries(Object.entries(localStorage))
