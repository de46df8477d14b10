/** One id kept on this computer: outlives the browser, and nothing breaks where there is no storage. */
export function readKeptId(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeKeptId(key: string, id: string | undefined): void {
  try {
    if (id === undefined) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, id);
    }
  } catch {
    // Without storage the thing is found again only through its address.
  }
}
