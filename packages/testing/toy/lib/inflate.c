/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 1951 and 1952: decompresses gzip, a byte at a time into emit(), which returns 0 when it has seen enough. */
#include <toy/kernel.h>

#define WINDOW 32768

struct code {
	u16 count[16];		/* codes of each length */
	u16 symbols[288];	/* in order of their codes */
};

static const u8 *next, *end;
static u32 bits, bit_count, written;
static int finished;
static u8 window[WINDOW];
static int (*emit)(u8 byte);

static void refill(void)
{
	if (next == end)
		finished = 1;
	bits |= (u32)(finished ? 0 : *next++) << bit_count;
	bit_count += 8;
}

static u32 take(u32 count)
{
	u32 value;

	while (bit_count < count)
		refill();
	value = bits & ((1u << count) - 1);
	bits >>= count;
	bit_count -= count;
	return value;
}

static void put(u8 byte)
{
	window[written++ % WINDOW] = byte;
	if (!emit(byte))
		finished = 1;
}

static void make_code(struct code *code, const u8 *lengths, u32 count)
{
	u16 place[16];

	memset(code->count, 0, sizeof(code->count));
	for (u32 i = 0; i < count; i++)
		code->count[lengths[i]]++;
	code->count[0] = 0;
	place[1] = 0;
	for (u32 length = 1; length < 15; length++)
		place[length + 1] = place[length] + code->count[length];
	for (u32 i = 0; i < count; i++)
		if (lengths[i])
			code->symbols[place[lengths[i]]++] = i;
}

/* Codes of one length are consecutive numbers, and follow those of the length before, doubled. */
static u32 decode(const struct code *code)
{
	int value = 0, first = 0, index = 0;

	for (u32 length = 1; length < 16; length++) {
		int count = code->count[length];

		/* take(1), spelled out: nearly all the time is spent here */
		if (!bit_count)
			refill();
		value |= bits & 1;
		bits >>= 1;
		bit_count--;
		if (value - first < count)
			return code->symbols[index + value - first];
		index += count;
		first = (first + count) << 1;
		value <<= 1;
	}
	finished = 1;
	return 0;
}

static void inflate_codes(const struct code *literals, const struct code *distances)
{
	static const u16 length_base[] = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83,
					   99, 115, 131, 163, 195, 227, 258 };
	static const u8 length_extra[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5,
					   5, 0 };
	static const u16 distance_base[] = { 1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
					     1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };

	while (!finished) {
		u32 symbol = decode(literals), length, distance;

		if (symbol < 256) {
			put(symbol);
			continue;
		}
		if (symbol == 256)
			return;
		symbol -= 257;
		if (symbol > 28)
			break;
		length = length_base[symbol] + take(length_extra[symbol]);
		symbol = decode(distances);
		if (symbol > 29)
			break;
		distance = distance_base[symbol] + take(symbol < 4 ? 0 : symbol / 2 - 1);
		while (length-- && !finished)
			put(window[(written - distance) % WINDOW]);
	}
	finished = 1;
}

static void inflate_stored(void)
{
	u32 length;

	take(bit_count % 8);
	length = take(16);
	take(16);
	while (length-- && !finished)
		put(take(8));
}

static void inflate_fixed(struct code *literals, struct code *distances)
{
	u8 lengths[288];

	for (u32 i = 0; i < 288; i++)
		lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
	make_code(literals, lengths, 288);
	memset(lengths, 5, 30);
	make_code(distances, lengths, 30);
}

static void read_codes(struct code *literals, struct code *distances)
{
	static const u8 order[] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	u32 literal_count = take(5) + 257, distance_count = take(5) + 1, count = take(4) + 4;
	u8 lengths[320 + 138];

	memset(lengths, 0, sizeof(lengths));
	for (u32 i = 0; i < count; i++)
		lengths[order[i]] = take(3);
	make_code(literals, lengths, 19);
	for (u32 i = 0; i < literal_count + distance_count && !finished;) {
		u32 symbol = decode(literals), repeat = 1;
		u8 length = symbol;

		if (symbol == 16) {
			length = i ? lengths[i - 1] : 0;
			repeat = 3 + take(2);
		} else if (symbol > 16) {
			length = 0;
			repeat = symbol == 17 ? 3 + take(3) : 11 + take(7);
		}
		memset(lengths + i, length, repeat);
		i += repeat;
	}
	make_code(literals, lengths, literal_count);
	make_code(distances, lengths + literal_count, distance_count);
}

static void inflate(void)
{
	static struct code literals, distances;

	for (int last = 0; !last && !finished;) {
		last = take(1);
		switch (take(2)) {
		case 0:
			inflate_stored();
			continue;
		case 1:
			inflate_fixed(&literals, &distances);
			break;
		case 2:
			read_codes(&literals, &distances);
			break;
		default:
			return;
		}
		inflate_codes(&literals, &distances);
	}
}

void decompress(const u8 *data, const u8 *data_end, int (*sink)(u8 byte))
{
	next = data;
	end = data_end;
	emit = sink;
	if (data_end - data < 18 || data[0] != 0x1f || data[1] != 0x8b) {
		while (next < end && emit(*next))
			next++;
		return;
	}
	next += 10;
	if (data[3] & 8)		/* the name of the file */
		while (next < end && *next++)
			;
	inflate();
}
