import { Mark } from './Mark.js';

/** The service whose films these devices play. */
export const Brand = () => (
  <p className="brand">
    <Mark /> Lantern
  </p>
);
