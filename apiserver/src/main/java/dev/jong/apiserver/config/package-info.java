/// What is chosen when the server starts: its flags, and the files that they name.
@NullMarked
package dev.jong.apiserver.config;

import org.jspecify.annotations.NullMarked;
