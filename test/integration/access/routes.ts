import type { Express } from 'express';

/** As Express keeps it: what it calls one after another, of which some stand for a path. */
interface Layer {
  readonly name: string;
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

const layersOf = (app: Express): readonly Layer[] =>
  (app as unknown as { readonly router: { readonly stack: readonly Layer[] } }).router.stack;

/** Each route that the app has, as `GET /api/me`, whoever registered it. */
export function routesOf(app: Express): string[] {
  const walk = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) =>
      route === undefined
        ? walk(handle.stack ?? [])
        : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
    );
  return walk(layersOf(app)).sort();
}

/** What is called for every path, and may answer without being a route: how many of them there are. */
export const middlewareOf = (app: Express): string[] =>
  layersOf(app)
    .filter(({ route, handle }) => route === undefined && handle.stack === undefined)
    .map(({ name }) => name);

/** A sentence for each route without a rule, and for each rule without a route. */
export function amiss(routes: readonly string[], rules: object, table: string): string[] {
  const ruled = Object.keys(rules);
  return [
    ...routes
      .filter((route) => !ruled.includes(route))
      .map(
        (route) =>
          `${route} has no rule. Add it to ${table}: who may ask, and how another account would name what is not its own.`,
      ),
    ...ruled
      .filter((route) => !routes.includes(route))
      .map((route) => `${route} is in ${table}, and there is no such route: take it out.`),
  ];
}
