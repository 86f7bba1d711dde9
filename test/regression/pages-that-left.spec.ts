/**
 * The mechanism: a page that left while the database was asked who it is had its `close` before anybody listened for
 * it. It stayed among the open pages for ever, and cost a question to the database at each heartbeat. And an account
 * could open any number of pages, which are told one after another while all other accounts' pages wait.
 */
import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { ActivityController } from '../../apps/account-api/src/activity/activity.controller.js';
import { OpenPages } from '../../apps/account-api/src/activity/open-pages.js';

const facts = { sid: 's1', sub: 'ann', seq: 1, kind: 'browser', model: 'Firefox', appVersion: '1' };
const who = {
  sub: 'ann',
  email: 'a@b.test',
  displayName: 'Ann',
  sid: 's1',
  facts,
  address: '',
  passwordAgeMs: 0,
};

const open = (pages: OpenPages, destroyed: boolean) => {
  const response = Object.assign(new EventEmitter(), {
    destroyed,
    writableEnded: false,
    writableLength: 0,
    ended: 0,
    flushHeaders: () => {},
    write: () => true,
    end: () => void response.ended++,
  });
  const request = { socket: { setNoDelay: () => {} } } as unknown as Request;
  const list = { list: () => Promise.resolve([]) };
  new ActivityController(list, pages).events(who, request, response as unknown as Response);
  return response;
};

it('a page that left before it was known who it is stays nowhere', () => {
  const pages = new OpenPages(() => Promise.resolve(false));
  open(pages, true);
  expect(pages.size).toBe(0);
  const stays = open(pages, false);
  expect(pages.size).toBe(1);
  stays.emit('close');
  expect(pages.size).toBe(0);
});

it('an account that opens page after page ends its own oldest', () => {
  const pages = new OpenPages(() => Promise.resolve(false));
  const opened = Array.from({ length: 200 }, () => open(pages, false));
  expect(pages.size).toBe(64);
  expect(opened.filter(({ ended }) => ended === 1)).toEqual(opened.slice(0, 136));
  for (const response of opened) response.emit('close');
  expect(pages.size).toBe(0);
});
