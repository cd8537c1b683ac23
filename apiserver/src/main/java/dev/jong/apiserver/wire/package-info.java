/// Objects as bytes: which media type a client sends and wants, reading bodies, writing answers.
@NullMarked
package dev.jong.apiserver.wire;

import org.jspecify.annotations.NullMarked;
