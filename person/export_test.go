package person

// Remembered is the number of holders whose names are in memory.
func (s *Service) Remembered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.books)
}
