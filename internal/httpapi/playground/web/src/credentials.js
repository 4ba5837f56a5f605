// The four fields above the editor and the request headers made of them.
//
// Ids are kept in sessionStorage, so a reload of this tab keeps them. The secret stays in the input alone:
// it is never written to any storage and never becomes part of an address.

const HEADERS = {
  tokenId: 'X-Bloo-Token-ID',
  tokenSecret: 'X-Bloo-Token-Secret',
  companyId: 'X-Bloo-Company-ID',
  projectId: 'X-Bloo-Project-ID',
};
const KEPT = ['tokenId', 'companyId', 'projectId'];
const PREFIX = 'bluemirror:';

const details = document.getElementById('credentials');
const form = document.getElementById('credentials-form');
const status = document.getElementById('credentials-status');

function field(name) {
  return form.elements.namedItem(name);
}

// A browser may forbid storage altogether; the page then works without a memory.
function recall(name) {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? '';
  } catch {
    return '';
  }
}

function keep(name, value) {
  try {
    if (value) sessionStorage.setItem(PREFIX + name, value);
    else sessionStorage.removeItem(PREFIX + name);
  } catch {
    // See recall.
  }
}

// credentialHeaders returns the headers to send, without those whose field is blank.
export function credentialHeaders() {
  const entries = Object.entries(HEADERS).map(([name, header]) => [header, field(name).value.trim()]);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function changed() {
  for (const name of KEPT) keep(name, field(name).value.trim());
  const sent = credentialHeaders();
  const count = Object.keys(sent).length;
  const text = count === 0 ? 'none sent' : `${count} header${count === 1 ? '' : 's'} sent`;
  const half = Boolean(sent[HEADERS.tokenId]) !== Boolean(sent[HEADERS.tokenSecret]);
  status.textContent = half ? `${text}, a token needs both its ID and its secret` : text;
}

// startCredentials fills the fields from the tab's memory and listens for changes.
export function startCredentials() {
  for (const name of KEPT) field(name).value ||= recall(name);
  form.addEventListener('input', changed);
  form.addEventListener('submit', (event) => event.preventDefault());
  document.getElementById('credentials-clear').addEventListener('click', () => {
    form.reset();
    for (const name in HEADERS) field(name).value = '';
    changed();
    field('tokenId').focus();
  });
  if (matchMedia('(max-width: 720px)').matches) details.open = Object.keys(credentialHeaders()).length === 0;
  changed();
}
