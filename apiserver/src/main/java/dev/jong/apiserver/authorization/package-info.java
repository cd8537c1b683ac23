/// Who may do what: answers as values, and the reviews that ask for them.
@NullMarked
package dev.jong.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
