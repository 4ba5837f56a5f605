import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { credentialHeaders } from './credentials.js';

// Fields first, then GraphiQL's header editor: who types a header by hand means it.
function send(url, init) {
  const headers = new Headers(credentialHeaders());
  new Headers(init.headers).forEach((value, name) => headers.set(name, value));
  headers.set('Accept', 'application/json');
  return fetch(url, { ...init, headers, credentials: 'omit' });
}

// endpoint is the address of this page: the same path answers GET with the page and POST with data.
function endpoint() {
  const url = new URL(location.pathname, location.origin);
  const socket = new URL(url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return { url: url.href, subscriptionUrl: socket.href };
}

// fetcher runs one operation. It is set up anew each time, so that a subscription, too, opens its socket
// with the credentials of this moment.
export function fetcher(params, options) {
  const run = createGraphiQLFetcher({
    ...endpoint(),
    fetch: send,
    wsConnectionParams: credentialHeaders(),
    enableIncrementalDelivery: false,
  });
  return run(params, options);
}
