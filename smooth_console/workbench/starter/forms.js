// Every form and its fields, as a script would have to fill them
// tags: page, forms
[...document.forms].map((form) => ({
  action: form.action,
  method: form.method,
  fields: [...form.elements].map((field) => ({
    name: field.name,
    type: field.type,
    label: field.labels?.[0]?.textContent.trim() ?? null,
    required: field.required ?? false,
  })),
}))
