// A table that is pasted keeps its cells: each becomes text between tabs, in quotes where it has several lines. One with
// merged cells stays HTML, with nothing but its cells and their words: tabs can't say over what a cell goes.
const BREAKS = new Set(["P", "LI", "DIV", "BR"]);

function words(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeName === "SCRIPT" || node.nodeName === "STYLE") return "";
  const inside = [...node.childNodes].map(words).join("");
  return BREAKS.has(node.nodeName) ? `\n${inside}\n` : inside;
}

function lines(node) {
  return words(node).split("\n").map((line) => line.trim()).filter(Boolean);
}

function cell(node) {
  const said = lines(node);
  return said.length > 1 || said.join("").includes('"') ? `"${said.join("\n").replaceAll('"', '""')}"` : said.join("");
}

function mergedCell(node) {
  const plain = document.createElement("td");
  if (node.colSpan > 1) plain.colSpan = node.colSpan;
  if (node.rowSpan !== 1) plain.rowSpan = node.rowSpan;
  lines(node).forEach((line, at) => plain.append(...(at ? [document.createElement("br")] : []), line));
  return plain.outerHTML;
}

function asText(rows) {
  return rows.map((row) => [...row.cells].map(cell).join("\t")).join("\n");
}

function asHtml(rows) {
  return `<table>\n${rows.map((row) => `<tr>${[...row.cells].map(mergedCell).join("")}</tr>`).join("\n")}\n</table>`;
}

for (const field of document.querySelectorAll("textarea[data-table]")) {
  field.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    // A document of its own, in which nothing runs and nothing is fetched.
    const rows = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr")];
    if (!rows.length) return;
    event.preventDefault();
    const isMerged = rows.some((row) => [...row.cells].some((one) => one.colSpan > 1 || one.rowSpan !== 1));
    const text = isMerged ? asHtml(rows) : asText(rows);
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
