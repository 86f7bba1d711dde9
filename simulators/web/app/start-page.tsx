import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { DeviceModel } from './open-device.js';
import { speakWithStage } from './stage-link.js';
import { StreamingApp } from './streaming-app.js';
import './base.css';

export function startPage(model: DeviceModel, draw: (app: StreamingApp) => ReactNode): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root');
  const app = new StreamingApp(model);
  createRoot(root).render(<StrictMode>{draw(app)}</StrictMode>);
  speakWithStage(app);
  void app.start();
}
