// Theme: follows the system unless the reader chose one. Runs before anything is drawn.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const stored = () => {
    try {
      return localStorage.getItem("bot4-theme");
    } catch {
      return null; // Storage may be denied to local files.
    }
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const announce = () => {
    const button = document.getElementById("theme");
    // The button names what it leads to.
    if (button) button.textContent = dark() ? "Light" : "Dark";
    document.dispatchEvent(new CustomEvent("bot4:theme"));
  };
  const chosen = stored();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  system.addEventListener("change", announce);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try {
        localStorage.setItem("bot4-theme", root.dataset.theme);
      } catch {
        // The choice then lasts as long as the page.
      }
      announce();
    });
    announce();
  });
})();
