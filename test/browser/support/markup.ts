import type { Page } from 'playwright-core';

/** Runs if it is taken for HTML at all, as an image that fails or as a link; short enough for every name. */
export const MARKUP = '<img src=x onerror=top.ran=1>"\'><tt>';

/** It is seen as it was written; nothing of it became an element, and nothing ran. */
export const isText = async (page: Page, seen: string): Promise<void> => {
  await page.getByText(seen).locator('visible=true').first().waitFor();
  await isNoElement(page);
};

/** Nothing of it became an element of the page, and nothing ran. */
export const isNoElement = async (page: Page): Promise<void> => {
  const found = await page.evaluate(() => ({
    elements: document.querySelectorAll('img[src="x"], body tt').length,
    ran: (window.top as unknown as { readonly ran?: number }).ran ?? 0,
  }));
  expect(found).toEqual({ elements: 0, ran: 0 });
};

interface Answer {
  readonly profiles?: readonly { readonly name: string }[];
  readonly titles?: readonly { readonly title: string }[];
  readonly methods?: readonly { readonly brand: string }[];
}

/** From now on a device's page hears from its service names of people, films and cards that look like HTML. */
export const namesAreMarkup = async (page: Page, playbackUrl: string): Promise<void> => {
  await page.route(
    ({ origin, pathname }) =>
      origin === playbackUrl && ['/profiles', '/catalogue', '/payment-methods'].includes(pathname),
    async (route) => {
      const response = await route.fetch();
      if (!response.ok()) return route.fulfill({ response });
      const { profiles, titles, methods, ...rest } = (await response.json()) as Answer;
      const json = {
        ...rest,
        ...(profiles && { profiles: profiles.map((one) => ({ ...one, name: MARKUP })) }),
        ...(titles && { titles: titles.map((one) => ({ ...one, title: MARKUP, synopsis: MARKUP })) }),
        ...(methods && { methods: methods.map((one) => ({ ...one, brand: MARKUP })) }),
      };
      return route.fulfill({ response, json });
    },
  );
};
