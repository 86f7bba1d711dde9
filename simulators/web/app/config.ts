/** Where a page finds its service; its server tells it. Origins are plain: these pages run on this machine only. */
export interface PageConfig {
  readonly issuer: string;
  /** The account API's origin, for devices and people alike. */
  readonly accountUrl: string;
  /** Gateways, each as good as another. */
  readonly pushUrls: readonly string[];
  readonly playbackUrl: string;
}

export async function readConfig(): Promise<PageConfig> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`the page's server answered ${response.status}`);
  return (await response.json()) as PageConfig;
}
