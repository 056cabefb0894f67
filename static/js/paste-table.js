// A table that is pasted keeps its cells: each becomes text between tabs, in quotes where it has several lines.
const BREAKS = new Set(["P", "LI", "DIV", "BR"]);

function words(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeName === "SCRIPT" || node.nodeName === "STYLE") return "";
  const inside = [...node.childNodes].map(words).join("");
  return BREAKS.has(node.nodeName) ? `\n${inside}\n` : inside;
}

function cell(node) {
  const lines = words(node).split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.length > 1 || lines.join("").includes('"') ? `"${lines.join("\n").replaceAll('"', '""')}"` : lines.join("");
}

for (const field of document.querySelectorAll("textarea[data-table]")) {
  field.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    // A document of its own, in which nothing runs and nothing is fetched.
    const rows = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr")];
    if (!rows.length) return;
    event.preventDefault();
    const text = rows.map((row) => [...row.cells].map(cell).join("\t")).join("\n");
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
