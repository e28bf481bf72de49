/** Bundles the webview into `outDir` (default `dist/webview`) and tells the size of `main.js`. */
export declare function buildWebview(options?: { minify?: boolean; outDir?: string }): Promise<{ bytes: number }>;
