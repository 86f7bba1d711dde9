import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
// First: what any component says of itself comes after, and wins.
import '../design/tokens.css';
import '../design/base.css';
import { OperatorApp } from './OperatorApp.js';

const root = document.getElementById('root');
if (root === null) throw new Error('operator/index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <OperatorApp />
  </StrictMode>,
);
