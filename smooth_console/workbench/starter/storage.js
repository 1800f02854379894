// What the page keeps in local storage
// tags: debug
Object.fromEntries(Object.entries(localStorage))
