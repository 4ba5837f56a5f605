// What GraphiQL may remember in the browser: tabs, history, layout and theme, but never a request header.
//
// GraphiQL leaves headers out of its tabs when they are not to be persisted, yet its history stores them
// all the same; so they are taken out here, on the way to localStorage.

const PREFIX = 'graphiql:';

function withoutHeaders(value) {
  try {
    return JSON.stringify(JSON.parse(value, (key, part) => (key === 'headers' ? null : part)));
  } catch {
    return value; // not JSON: a width, a theme, the text of the query
  }
}

function ownKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

// headerlessStorage returns a Storage for GraphiQL, or null where the browser forbids storage.
export function headerlessStorage() {
  try {
    localStorage.removeItem(`${PREFIX}headers`);
  } catch {
    return null;
  }
  return {
    getItem: (key) => localStorage.getItem(key),
    setItem(key, value) {
      if (key !== `${PREFIX}headers`) localStorage.setItem(key, withoutHeaders(value));
    },
    removeItem: (key) => localStorage.removeItem(key),
    clear: () => ownKeys().forEach((key) => localStorage.removeItem(key)),
    get length() {
      return ownKeys().length;
    },
  };
}
