// What is known of the server, for all pages; renewed by the frame.

export const server = { about: null };
