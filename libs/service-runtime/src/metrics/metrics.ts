import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry of its own for each process (and each test), with Node's figures in it. Every series is labelled `app`. */
export function openMetrics(app: string, options: { readonly process?: boolean } = {}): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  if (options.process !== false) collectDefaultMetrics({ register: registry });
  return registry;
}
