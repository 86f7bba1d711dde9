export { defineConfig, type Config, type Values } from './define-config.js';
export { choice, integer, list, optional, text, toggle, url, type Setting } from './setting.js';
