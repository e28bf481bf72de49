import type { Browser } from 'playwright-core';

/** Starts the Chromium or Chrome that is installed; rejects with one sentence how to get one where there is none. */
export declare function launchBrowser(options?: { headless?: boolean }): Promise<Browser>;
