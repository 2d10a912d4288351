import { describe, expect, it } from 'vitest';
import { describeErrors } from './errors';

const http = (status: number, errors: Record<string, string[]> = {}) =>
  describeErrors({ kind: 'http', status, errors });

describe('describeErrors', () => {
  it('names the field and what is wrong with it', () => {
    expect(http(422, { title: ["can't be blank"], body: ["can't be blank"] })).toEqual([
      "title can't be blank",
      "body can't be blank",
    ]);
    expect(http(409, { username: ['has already been taken'] })).toEqual(['username has already been taken']);
  });

  it('lets a message without a field stand alone', () => {
    expect(http(403, { message: ['You cannot follow this user'] })).toEqual(['You cannot follow this user']);
  });

  it('says what to do about a failed connection', () => {
    expect(describeErrors({ kind: 'network' })[0]).toContain('Unable to connect');
  });

  it('never repeats what a broken server says about itself', () => {
    expect(http(500, { server: ['SQLITE_CORRUPT'] }).join()).not.toContain('SQLITE');
  });

  it('has something to say whatever the answer', () => {
    for (const status of [400, 401, 403, 404, 409, 413, 422, 429, 500, 503]) {
      expect(http(status).join()).not.toBe('');
    }
  });
});
