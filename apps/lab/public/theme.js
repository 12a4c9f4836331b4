// Before the first paint: the theme that was chosen on an earlier visit. What the system prefers needs no script.
try {
  const theme = localStorage.getItem("clearhead.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden; the system's preference stands.
}
