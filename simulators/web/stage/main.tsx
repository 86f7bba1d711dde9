import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readConfig } from '../app/config.js';
import { Stage } from './Stage.js';
import '../app/base.css';
import './stage.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
const config = await readConfig();
createRoot(root).render(
  <StrictMode>
    <Stage accountUrl={config.accountUrl} />
  </StrictMode>,
);
