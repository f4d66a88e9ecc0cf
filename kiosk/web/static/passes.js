// The leader's page: print the card that is on it.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
