declare module '*.css';
declare module 'tabulator-tables';
