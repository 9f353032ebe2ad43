// What this browser keeps for us: in IndexedDB, else in localStorage, else for this page alone.
// Stores: `outbox` (answers on their way, by number) and `ahead` (cards to come, by deck).
const NAME = 'citecards';
const STORES = ['outbox', 'ahead'];
const SLOW = 3000; // ms until a database that doesn't open is given up
let opened;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function indexed(db) {
  db.onclose = () => { opened = undefined; };
  db.onversionchange = () => { db.close(); opened = undefined; };
  const within = async (store, mode, work) => {
    const change = db.transaction(store, mode, { durability: 'strict' });
    const result = done(work(change.objectStore(store)));
    change.commit?.(); // at once: the page may be about to go
    return result;
  };
  return {
    lasting: true,
    get: (store, key) => within(store, 'readonly', (rows) => rows.get(key)),
    all: (store) => within(store, 'readonly', (rows) => rows.getAll()),
    put: (store, key, value) => within(store, 'readwrite', (rows) => rows.put(value, key)),
    remove: (store, key) => within(store, 'readwrite', (rows) => rows.delete(key)),
  };
}

function plain(box, lasting) {
  const name = (store, key) => `${NAME}.${store}.${key}`;
  const read = (key) => { const text = box.getItem(key); return text === null ? undefined : JSON.parse(text); };
  return {
    lasting,
    get: async (store, key) => read(name(store, key)),
    all: async (store) => box.keys().filter((key) => key.startsWith(name(store, ''))).map(read),
    put: async (store, key, value) => box.setItem(name(store, key), JSON.stringify(value)),
    remove: async (store, key) => box.removeItem(name(store, key)),
  };
}

function local() {
  localStorage.setItem(`${NAME}.try`, '1'); // throws where nothing may be kept
  localStorage.removeItem(`${NAME}.try`);
  return {
    getItem: (key) => localStorage.getItem(key), setItem: (key, text) => localStorage.setItem(key, text),
    removeItem: (key) => localStorage.removeItem(key), keys: () => Object.keys(localStorage),
  };
}

function memory() {
  const rows = new Map();
  return {
    getItem: (key) => rows.get(key) ?? null, setItem: (key, text) => rows.set(key, text),
    removeItem: (key) => rows.delete(key), keys: () => [...rows.keys()],
  };
}

function lesser() {
  try { return plain(local(), true); } catch { return plain(memory(), false); }
}

export function keep() {
  opened ||= new Promise((resolve) => {
    const otherwise = () => resolve(lesser());
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store));
      request.onsuccess = () => resolve(indexed(request.result));
      request.onerror = otherwise;
      setTimeout(otherwise, SLOW);
    } catch { otherwise(); }
  });
  return opened;
}

// --- small switches of this browser ---------------------------------------------------------
const said = {}; // for a browser that keeps nothing
export function setting(name) {
  try { return localStorage.getItem(`${NAME}.${name}`) ?? said[name]; } catch { return said[name]; }
}
export function set(name, value) {
  said[name] = value;
  try { localStorage.setItem(`${NAME}.${name}`, value); } catch { /* for this page only */ }
}
