/// What the server shows to clients and whom it believes, as flags name it.
@NullMarked
package dev.jong.apiserver.serving;

import org.jspecify.annotations.NullMarked;
