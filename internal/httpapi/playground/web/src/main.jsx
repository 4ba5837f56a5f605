import './workers.js';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import './page.css';
import { startCredentials } from './credentials.js';
import { fetcher } from './fetcher.js';
import { DEFAULT_QUERY } from './query.js';
import { headerlessStorage } from './storage.js';

startCredentials();
createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetcher}
    storage={headerlessStorage()}
    defaultQuery={DEFAULT_QUERY}
    shouldPersistHeaders={false}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <span />
    </GraphiQL.Logo>
  </GraphiQL>,
);
