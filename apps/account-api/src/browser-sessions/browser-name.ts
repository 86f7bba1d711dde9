/** How a browser is listed: by the words its owner would use. */
export interface BrowserName {
  readonly name: string;
  readonly model: string;
  readonly appVersion: string;
}

// Order matters: each of these also claims to be those below it.
const BROWSERS = [
  ['Signoff stage', /\bSignoffStage\/([\d.]+)/],
  ['Edge', /\bEdg(?:e|A|iOS)?\/([\d.]+)/],
  ['Opera', /\bOPR\/([\d.]+)/],
  ['Samsung Internet', /\bSamsungBrowser\/([\d.]+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /\bVersion\/([\d.]+).*Safari\//],
] as const;

const SYSTEMS = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
] as const;

export function browserName(userAgent: string | undefined): BrowserName {
  const text = (userAgent ?? '').slice(0, 512);
  const system = SYSTEMS.find(([, pattern]) => pattern.test(text))?.[0];
  for (const [model, pattern] of BROWSERS) {
    const version = pattern.exec(text)?.[1];
    if (version !== undefined) {
      return { name: system === undefined ? model : `${model} on ${system}`, model, appVersion: version };
    }
  }
  return {
    name: system === undefined ? 'Web browser' : `Browser on ${system}`,
    model: 'Browser',
    appVersion: '0',
  };
}
